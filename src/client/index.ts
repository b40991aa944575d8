export { Citycard, type Connection, type Input, type OperationName, type Outcome } from './client'
export { operations, type Operations } from './operations'
