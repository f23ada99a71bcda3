/// Made-up manifests: every value is a function of the index, so that two runs measure the same bytes.
enum Manifests {
  /// A stream of objects: Deployments, ConfigMaps and Services.
  static func stream(objects: Int) -> [UInt8] {
    var text = ""
    for index in 0..<objects {
      if index > 0 { text += "---\n" }
      switch index % 4 {
      case 0, 1: text += deployment(index)
      case 2: text += service(index)
      default: text += configMap(index)
      }
    }
    return Array(text.utf8)
  }

  private static func head(_ version: String, _ kind: String, _ index: Int) -> String {
    """
    apiVersion: \(version)
    kind: \(kind)
    metadata:
      name: app-\(index)
      namespace: team-\(index % 17)
      labels:
        app.kubernetes.io/name: app-\(index)
        app.kubernetes.io/part-of: "shop"

    """
  }

  private static func deployment(_ index: Int) -> String {
    var text = head("apps/v1", "Deployment", index)
    text += """
      spec:
        replicas: \(index % 5 + 1)
        selector:
          matchLabels: {app: app-\(index)}
        template:
          metadata:
            labels:
              app: app-\(index)
          spec:
            serviceAccountName: app-\(index % 100)
            containers:

      """
    for container in 0...(index % 2) {
      text += """
              - name: c\(container)
                image: registry.example.com/team\(index % 17)/app\(index % 101):1.\(index % 20).\(container)
                ports:
                - name: http
                  containerPort: \(8000 + index % 999)
                env:
                - name: LOG_LEVEL
                  value: "info"
                - name: POOL
                  value: '\(index)'
                resources:
                  requests:
                    cpu: \(50 + index % 10 * 50)m
                    memory: \(64 + index % 8 * 64)Mi
                readinessProbe:
                  httpGet: {path: /ready, port: http}

        """
    }
    return text
  }

  private static func service(_ index: Int) -> String {
    head("v1", "Service", index) + """
      spec:
        type: ClusterIP
        selector:
          app: app-\(index)
        ports:
        - name: http
          port: 80
          targetPort: http

      """
  }

  private static func configMap(_ index: Int) -> String {
    head("v1", "ConfigMap", index) + """
      data:
        level: debug
        config.yaml: |
          server:
            port: \(8000 + index)
            hosts: [a.example.com, b.example.com]
          # a comment in the text
          retries: 3
        script.sh: |-
          #!/bin/sh
          exec /app --id \(index) "$@"

      """
  }
}
