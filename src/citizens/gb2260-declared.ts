/** What is used of a package that brings no types. A file without imports, so that this declares and not extends. */
declare module 'gb2260' {
  /** Names of all revisions of the list of regions, YYYYMM, newest first. */
  export function revisions(): readonly string[]
}
