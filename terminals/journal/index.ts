export * from './disk-folder'
export * from './folder'
export * from './journal'
