// schema.bin is made by `swift run schema-table`; see Sources/schema-table.
  .section .rodata
  .globl strata_schema_table
  .globl strata_schema_table_end
  .balign 16
strata_schema_table:
  .incbin "schema.bin"
strata_schema_table_end:
  .byte 0
#if defined(__linux__) && defined(__ELF__)
  .section .note.GNU-stack,"",%progbits
#endif
