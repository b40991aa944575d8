export * from './rules'
export { ruleNames, rules, type RuleLine, type RuleName } from './rules.table'
export { nthWorkingDay, worksOn, type Calendar } from './working-day'
