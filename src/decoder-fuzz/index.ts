export {
  fuzzDecoders,
  type FuzzedTarget,
  type FuzzFinding,
  type FuzzReport,
} from './run-decoder-fuzz'
