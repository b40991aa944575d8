export { PcscReaders, type PcscLimits } from './pcsc-readers'
