declare const brand: unique symbol

/** A type that only its own maker or parser produces: `Brand<bigint, 'Fen'>` is not a mere bigint. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
