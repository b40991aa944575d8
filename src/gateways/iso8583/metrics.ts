import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { PosEvent } from './events'
import type { PosGateway } from './listen'

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts what the gateway does: answers by MTI, code and who gave them; lines; what was refused and shed. */
export function posCounters(registry: Registry): (event: PosEvent) => void {
  const registers = [registry]
  const answers = new Histogram({
    name: 'citycard_pos_answer_seconds',
    help: 'From the last byte of a POS message to its answer; by is host, overload, failure or field-missing',
    labelNames: ['kind', 'code', 'by'],
    buckets: SECONDS,
    registers,
  })
  const silences = new Counter({
    name: 'citycard_pos_unanswered_total',
    help: 'POS messages that got no answer, by why',
    labelNames: ['because'],
    registers,
  })
  const mistakes = new Counter({
    name: 'citycard_pos_unreadable_total',
    help: 'POS messages and frames that could not be read, by what was wrong',
    labelNames: ['refused'],
    registers,
  })
  const opened = new Counter({
    name: 'citycard_pos_lines_opened_total',
    help: 'Lines of POS that were opened',
    labelNames: ['secure'],
    registers,
  })
  const closed = new Counter({
    name: 'citycard_pos_lines_closed_total',
    help: 'Lines of POS that were closed or refused; "other end" where they hung up',
    labelNames: ['because'],
    registers,
  })
  return (event) => {
    switch (event.what) {
      case 'answered':
        return answers.observe({ kind: event.kind, code: event.code, by: event.by }, event.seconds)
      case 'silent':
        return silences.inc({ because: event.because })
      case 'mistake':
        return mistakes.inc({ refused: event.refused })
      case 'line-opened':
        return opened.inc({ secure: String(event.secure) })
      case 'line-closed':
        return closed.inc({ because: event.because ?? 'other end' })
    }
  }
}

/** What the gateway holds now. */
export function posGauges(registry: Registry, gateway: Pick<PosGateway, 'load'>): void {
  new Gauge({
    name: 'citycard_pos_load',
    help: 'Open lines of POS, questions that wait and questions the host works on',
    labelNames: ['of'],
    registers: [registry],
    collect() {
      for (const [of, value] of Object.entries(gateway.load())) this.set({ of }, value)
    },
  })
}
