print("schema-table")
