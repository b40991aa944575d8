/** Numbers of the house for signing in. Times in seconds; each with where it comes from. */
export const limits = {
  /** OWASP Password Storage Cheat Sheet, the row with 32 MiB: about a quarter of a second. */
  scrypt: { N: 32_768, r: 8, p: 3 },
  /** GB/T 22239-2019 (等保 2.0) 8.1.4.1 asks for complexity; NIST SP 800-63B asks for length instead, which people can keep. */
  passwordLettersMin: 12,
  passwordLettersMax: 256,
  /** GB/T 22239-2019 8.1.4.1 b): limit wrong tries and end idle sessions. */
  wrongTriesMax: 5,
  lockSeconds: 900,
  sessionIdleSeconds: 1_800,
  sessionSeconds: 43_200,
  /** How old the note of the last use of a session may be: not every request writes. */
  lastSeenSeconds: 60,
  /** RFC 6238: steps of 30 s; one step of drift either way. */
  totpStepSeconds: 30,
  totpDriftSteps: 1,
  recoveryCodes: 10,
  /** How long a sign-in at an OpenID provider may take. */
  oidcFlowSeconds: 600,
  /** One person has no reason to be signed in more often at a time; the oldest session gives way. */
  sessionsMax: 20,
} as const
