import { join } from 'node:path'
import { packageRoot } from '../package-root'

/** The taps of a real morning that come with Citycard; see the README beside them. */
export const SHENZHEN_MORNING = join(
  packageRoot,
  'src/simulation/data/shenzhen-taps-2018-09-01.csv.gz',
)
