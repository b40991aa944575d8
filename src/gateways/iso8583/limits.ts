/**
 * How much anybody may ask of the gateway. What is bounded: bytes held of a line, lines, messages a second, questions
 * waiting, and how long each may take. (iso8583.md 5, resource limits)
 */
export interface GatewayLimits {
  /** The largest frame, without its length. */
  readonly frameBytesMax: number
  /** From the first byte of a frame to its last, and from the opening of a line to the end of its first frame. */
  readonly frameSeconds: number
  /** How long a line may be silent between messages. */
  readonly idleSeconds: number
  /** The same for a line over which no message code was right yet. */
  readonly strangerIdleSeconds: number
  readonly linesMax: number
  readonly linesPerAddressMax: number
  /** Lines over which one terminal has proved itself. */
  readonly linesPerTerminalMax: number
  /** Of one line; what comes faster waits in the terminal's own network stack. */
  readonly messagesPerSecondMax: number
  /** The same for a line over which no message code was right yet. */
  readonly strangerMessagesPerSecondMax: number
  /** Questions of one line that are worked on at a time, each of another terminal (a concentrator has many). */
  readonly questionsPerLineMax: number
  /** Frames that cannot be read before the line is closed. */
  readonly mistakesMax: number
  /** Answers that the other end does not take. */
  readonly untakenBytesMax: number
  readonly untakenSeconds: number
  /** Questions that the host works on at a time; it takes those of many terminals in one turn. */
  readonly atOnce: number
  /** Questions that wait; more are shed. */
  readonly waitingMax: number
  /** A question that has waited longer is shed: its terminal would not wait for the answer. */
  readonly waitSeconds: number
  /**
   * After this no answer goes out any more, although it may come: the terminal has given up (30 s by custom) and
   * takes the transaction back. Shorter than the terminal's own limit.
   */
  readonly answerSeconds: number
}

export const standardLimits: GatewayLimits = {
  frameBytesMax: 4_096,
  frameSeconds: 10,
  idleSeconds: 900,
  strangerIdleSeconds: 60,
  linesMax: 4_096,
  linesPerAddressMax: 1_024,
  linesPerTerminalMax: 2,
  messagesPerSecondMax: 100,
  strangerMessagesPerSecondMax: 10,
  questionsPerLineMax: 8,
  mistakesMax: 5,
  untakenBytesMax: 65_536,
  untakenSeconds: 20,
  atOnce: 160,
  waitingMax: 256,
  waitSeconds: 3,
  answerSeconds: 25,
}
