export * from './block-cipher'
export {
  BLIND_INDEX_BYTES,
  dataKeyText,
  type DataKey,
  type DataKeyLabel,
  type DataKeyPurpose,
} from './data-key'
export * from './derive'
export * from './des'
export * from './dukpt'
export * from './hierarchy'
export * from './hierarchy.table'
export { parseDataKeys, parseKeyFile, type MasterKey } from './key-file'
export * from './label'
export * from './mac'
export * from './pin-block'
export * from './pos-mac'
export * from './pos-vault'
export { runPosKeyVectors } from './pos-vectors'
export { openSoftVault, sealKeyFile, SoftVault, type SoftVaultRefusal } from './providers/soft'
export { TacWorkers } from './providers/tac-workers'
export * from './purse-mac'
export * from './purse.table'
export * from './secure-messaging'
export * from './sm4'
export * from './tac-check'
export * from './tac-check-node'
export * from './tac-rows'
export { terminalFactor } from './terminal-key'
export * from './vault'
export { openVirtualKeyFactory, VirtualKeyFactory } from './virtual-key-factory'
export * from './work-keys'
