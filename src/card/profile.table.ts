import {
  mohurdEnvironment,
  mohurdFiles,
  pbocEnvironment,
  pbocFiles,
  tunionEnvironment,
  tunionFiles,
} from './file-layout.table'
import type { CardProfile, ProfileName } from './profile'

const PBOC_ENVIRONMENT = '315041592E5359532E4444463031' // 1PAY.SYS.DDF01
const TUNION_ENVIRONMENT = '325041592E5359532E4444463031' // 2PAY.SYS.DDF01

const issuerThenNumber = {
  issuer: { at: 0, as: 'issuer-8' },
  number: { at: 10, sizeBytes: 10 },
  start: 20,
  expiry: 24,
} as const

/** The card families this house knows, as data (card-protocol §8 rule 11). */
export const profiles: Readonly<Record<ProfileName, CardProfile>> = {
  pboc: {
    name: 'pboc',
    meaning: 'bank-style purse, modelled on PBOC 2.0 and FMCOS',
    environmentName: PBOC_ENVIRONMENT,
    applicationName: 'A00000000386980701',
    applicationFid: 0x3f01,
    identity: issuerThenNumber,
    authCode: false,
    logCounter: 'before',
    purchaseLog: 0x0018,
    loadLog: 0x0018,
    balanceParts: false,
    loadNeedsPin: false,
    purseUnload: false,
    blockedSelect: 0x6a81,
    environment: pbocEnvironment,
    files: pbocFiles,
  },
  mohurd: {
    name: 'mohurd',
    meaning: 'city card 市民卡, modelled on CJ/T 166',
    environmentName: PBOC_ENVIRONMENT,
    applicationName: 'A00000000386980701',
    applicationFid: 0x3f01,
    identity: {
      issuer: { at: 2, as: 'city-2' },
      number: { at: 12, sizeBytes: 8 },
      start: 20,
      expiry: 24,
      enabled: { at: 8, not: 0x00 },
    },
    authCode: true,
    logCounter: 'after',
    purchaseLog: 0x0018,
    loadLog: 0x001a,
    balanceParts: false,
    loadNeedsPin: false,
    purseUnload: true,
    lockFlag: { fid: 0x0017, number: 1, at: 2 },
    cardKind: { fid: 0x0015, at: 28 },
    blockedSelect: 0x6283,
    environment: mohurdEnvironment,
    files: mohurdFiles,
  },
  tunion: {
    name: 'tunion',
    meaning: 'interoperable transport card 交通联合, modelled on JT/T 978',
    environmentName: TUNION_ENVIRONMENT,
    applicationName: 'A000000632010105',
    applicationFid: 0x3f01,
    identity: { ...issuerThenNumber, enabled: { at: 9, not: 0xff } },
    authCode: false,
    logCounter: 'after',
    purchaseLog: 0x0018,
    loadLog: 0x0018,
    balanceParts: true,
    loadNeedsPin: false,
    purseUnload: true,
    lockFlag: { fid: 0x001a, number: 2, at: 5 },
    cardKind: { fid: 0x0017, at: 10 },
    blockedSelect: 0x6283,
    environment: tunionEnvironment,
    files: tunionFiles,
  },
}
