import type { why as chinese } from '../zh/why'

export const why: Readonly<Record<keyof typeof chinese, string>> = {
  'why.title': 'How the verdict came about',
  'why.nth': 'No.',
  'why.outcome': 'Outcome',
  'why.check': 'What would speak against it',
  'why.compared': 'Compared',
  'why.outcome-passed': 'passed',
  'why.outcome-failed': 'failed',
  'why.outcome-not-reached': 'not reached',
  'why.version': 'Clearing checks, version {{version}}:',
  'why.version-unknown': 'Clearing checks (the version was not noted then):',
  'why.passed':
    '{{passed}} of {{count}} passed in their order, none failed; repeats and counters are judged after them from all records of the card.',
  'why.failed': '{{passed}} of {{count}} passed in their order, number {{nth}} failed.',
  'why.chip': 'What the chip says, card counter {{counter}}:',
  'why.before': 'Balance before',
  'why.after': 'Balance after',
}
