/// All functions, group by group.
enum FunctionCatalogue {
  private static let common =
    LanguageFunctions.table + HelmFunctions.table + TypeFunctions.table + StringFunctions.table
    + CaseFunctions.table + ListFunctions.table + MapFunctions.table + NumberFunctions.table + RegexFunctions.table
    + EncodingFunctions.table + DateFunctions.table + PathFunctions.table + SemverFunctions.table
    + RandomFunctions.table + PasswordFunctions.table + CertificateFunctions.table

  private static let tables: [HelmVersion: FunctionTable] = [
    .v3: FunctionTable(common), .v4_2: FunctionTable(common + HelmFunctions.sinceVersion4),
    .v4_3: FunctionTable(common + HelmFunctions.sinceVersion4 + DurationFunctions.table),
  ]

  static func table(_ version: HelmVersion) -> FunctionTable { tables[version] ?? FunctionTable(common) }
}
