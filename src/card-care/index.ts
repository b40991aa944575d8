export { acknowledgeHotlist, type AcknowledgeRefusal } from './acknowledge'
export { releaseCard, stopCard } from './stop'
