// The built-in Kubernetes schema table as bytes in the program's read-only data.
#ifndef STRATA_SCHEMA_TABLE_H
#define STRATA_SCHEMA_TABLE_H

extern const unsigned char strata_schema_table[];
extern const unsigned char strata_schema_table_end[];

/// Where the table starts; Swift does not see arrays of unknown size.
static inline const void *strata_schema_table_start(void) { return strata_schema_table; }

/// The place after its last byte.
static inline const void *strata_schema_table_limit(void) { return strata_schema_table_end; }

#endif
