export { AtWork } from './at-work'
export { createApp, type AppParts, type Routes } from './app'
export { bodyOf } from './body'
export { certificateHolder } from './certificate-holder'
export { answerBroken } from './broken-request'
export {
  direct,
  download,
  endpoint,
  read,
  upload,
  write,
  type AnyEndpoint,
  type Route,
} from './contract/endpoint'
export type { Credentials, Gatekeeper } from './contract/gatekeeper'
export type { AppendTrail, FrameParts, Seal, Signature } from './contract/parts'
export { clientText } from './contract/client-text'
export { forgetKeys } from './contract/idempotency'
export { openApiOf, type OpenApiDocument } from './contract/open-api'
export { possibleAnswers, type Possible } from './contract/answers'
export { groundCodes } from './contract/second-person'
export { serve } from './contract/serve'
export type { Desks, ShownKey } from './desks'
export { healthRoutes, type ReadinessCheck } from './health'
export { createMetrics, type Metrics } from './metrics'
export { RequestRefused } from './mishaps'
export { problemType, PROBLEM_TYPE, sendProblem, sendRefusal, type Problem } from './problem'
export { describedElsewhere } from './routes/described-uploads'
export { documents } from './routes/documents'
export { allRoutes } from './routes/all-routes'
export { consolePages } from './routes/console-pages'
export { uploadBatches, type UploadDoor } from './routes/upload-batches'
export { httpStatus, uploadStatus, type HttpRefusal } from './status'
