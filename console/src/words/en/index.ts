import type { Words } from '../word'
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
import { enRefusals } from './refusals'
import { ruleNames } from './rules'
import { screens } from './screens'
import { shell } from './shell'
import { told } from './told'
import { trail } from './trail'

/** Every label in English. Each screen has a file of its own beside this. */
export const enWords: Words = {
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
}

/** All that is said in English. */
export const en = { words: enWords, refusals: enRefusals }
