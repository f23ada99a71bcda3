// The built-in Kubernetes schema table as bytes in the program's read-only data.
#ifndef STRATA_SCHEMA_TABLE_H
#define STRATA_SCHEMA_TABLE_H

extern const unsigned char strata_schema_table[];
extern const unsigned char strata_schema_table_end[];

#endif
