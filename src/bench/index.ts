export { median, percentile } from './figure'
export { figure, reportText, type BenchReport, type ReportedRow } from './report'
export { runBench, type BenchOrder } from './run-bench'
export { benchRows, rowNames, type RowName } from './rows.table'
