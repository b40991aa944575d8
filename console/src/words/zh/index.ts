import { counter } from './counter'
import { accounts } from './accounts'
import { acts } from './acts'
import { approvals } from './approvals'
import { disputes } from './disputes'
import { agent } from './agent'
import { drill } from './drill'
import { keys } from './keys'
import { verdict } from './verdict'
import { why } from './why'
import { finance } from './finance'
import { life } from './life'
import { operations } from './operations'
import { own } from './own'
import { pos } from './pos'
import { zhRefusals } from './refusals'
import { ruleNames } from './rules'
import { screens } from './screens'
import { shell } from './shell'
import { told } from './told'
import { trail } from './trail'

/** Every label in Chinese. Each screen has a file of its own beside this. */
export const zhWords = {
  ...shell,
  ...screens,
  ...counter,
  ...finance,
  ...verdict,
  ...why,
  ...keys,
  ...disputes,
  ...agent,
  ...drill,
  ...accounts,
  ...approvals,
  ...acts,
  ...told,
  ...ruleNames,
  ...life,
  ...operations,
  ...own,
  ...pos,
  ...trail,
} as const

/** All that is said in Chinese. */
export const zh = { words: zhWords, refusals: zhRefusals }
