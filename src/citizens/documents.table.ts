/**
 * Documents by which people prove who they are. `pattern` is over the plain upper-case number; `looks` says it in
 * words. GB 11643 gives citizens' numbers and the check character; the forms of permits and passports are general
 * knowledge of the trade and deliberately not narrower than what is in use.
 */
export const documentKinds = {
  'resident-id': {
    chinese: '居民身份证',
    pattern: undefined,
    looks: '17 digits and a check character, or 15 digits',
  },
  'hk-macao-tw-residence': {
    chinese: '港澳台居民居住证',
    pattern: '^8[123]0000[0-9]{11}[0-9X]$',
    looks: '18 characters that begin with 810000, 820000 or 830000',
  },
  'hk-macao-permit': {
    chinese: '港澳居民来往内地通行证',
    pattern: '^[HM][0-9]{8}([0-9]{2})?$',
    looks: 'H or M and 8 (or 10) digits',
  },
  'tw-permit': {
    chinese: '台湾居民来往大陆通行证',
    pattern: '^([0-9]{8}|[0-9]{10}[A-Z]?)$',
    looks: '8 digits, or 10 digits and perhaps a letter on old ones',
  },
  'foreigner-permanent': {
    chinese: '外国人永久居留身份证',
    pattern: '^(9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12})$',
    looks: '18 characters that begin with 9, or 3 letters and 12 digits on old ones',
  },
  passport: {
    chinese: '护照',
    pattern: '^[A-Z0-9]{5,17}$',
    looks: '5 to 17 letters and digits',
  },
  'social-security': {
    chinese: '社会保障卡',
    pattern: '^[A-Z0-9][0-9]{8}$',
    looks: 'a letter or digit and 8 digits, or the holder’s identity number',
  },
} as const

export type DocumentKind = keyof typeof documentKinds
