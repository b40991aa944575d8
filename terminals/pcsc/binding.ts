import type { EventEmitter } from 'node:events'

/*
 * What we use of the binding `pcsclite`, written down here because the package is optional: the sources compile where it
 * could not be installed.
 */

export interface PCSCLite extends EventEmitter {
  on(event: 'error', listener: (error: unknown) => void): this
  on(event: 'reader', listener: (reader: CardReader) => void): this
  close(): void
}

export interface CardReader extends EventEmitter {
  readonly name: string
  readonly SCARD_SHARE_SHARED: number
  readonly SCARD_SHARE_EXCLUSIVE: number
  readonly SCARD_LEAVE_CARD: number
  readonly SCARD_RESET_CARD: number
  readonly SCARD_STATE_PRESENT: number
  on(event: 'error', listener: (error: unknown) => void): this
  on(event: 'end', listener: () => void): this
  on(
    event: 'status',
    listener: (status: { readonly state: number; readonly atr?: Buffer }) => void,
  ): this
  connect(
    options: { readonly share_mode: number },
    done: (error: unknown, protocol: number) => void,
  ): void
  disconnect(disposition: number, done: (error: unknown) => void): void
  transmit(
    command: Buffer,
    answerBytesMax: number,
    protocol: number,
    done: (error: unknown, answer: Buffer) => void,
  ): void
}

/** A variable keeps the compiler from asking for a package that need not be there. */
const BINDING: string = 'pcsclite'

/** @throws where it is not installed or not compiled */
export async function loadBinding(): Promise<() => PCSCLite> {
  const { default: binding } = (await import(BINDING)) as { default: () => PCSCLite }
  return binding
}
