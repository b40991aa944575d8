/**
 * Chinese that the centre writes into its answers: by the module below screens/ that shows it, the tables of the centre
 * where it stands. Only where much of it is shown at once; elsewhere the pieces that all places share do.
 */
export const centreSays: readonly (readonly [module: string, ...tables: readonly string[]])[] = [
  // Every check of a record, its verdict and every field.
  [
    'drill/record',
    'src/clearing/reasons.table.ts',
    'src/messages/tap-file.table.ts',
    'src/messages/describe.ts',
  ],
]
