/**
 * The few things a terminal asks of its disk. Everything is durable when the call returns, so that a caller may go
 * on to what cannot be taken back (a DEBIT, a message to the host).
 */
export interface Folder {
  /** The whole file, or undefined where there is none. */
  read(name: string): Buffer | undefined
  /** Adds bytes at the end; makes the file if need be. A cut may leave any part of them. */
  append(name: string, bytes: Uint8Array): void
  /** Cuts a file to so many bytes. */
  truncate(name: string, size: number): void
  /** Puts a file in the place of another in one step: after a cut there is the old one or the new one. */
  replace(name: string, bytes: Uint8Array): void
}
