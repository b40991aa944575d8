/** We are wrong, not the input: stop, keep the evidence, wake someone. */
export class InvariantBroken extends Error {
  constructor(
    sentence: string,
    readonly facts: Readonly<Record<string, unknown>>,
  ) {
    super(sentence)
    this.name = 'InvariantBroken'
  }
}

/** Asserts what must hold, always (production included). `facts` must not contain keys or personal data. */
export function invariant(
  holds: boolean,
  sentence: string,
  facts: Readonly<Record<string, unknown>> = {},
): asserts holds {
  if (!holds) throw new InvariantBroken(sentence, facts)
}

/** The world failed (a connection, a device). Names the door and says whether asking again is safe. */
export class Fault extends Error {
  constructor(
    readonly door: string,
    message: string,
    readonly retrySafe: boolean,
    options?: ErrorOptions,
  ) {
    super(`${door}: ${message}`, options)
    this.name = 'Fault'
  }
}
