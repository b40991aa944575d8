import { cupInterbankFields } from './cup-interbank.table'
import { cupPosParts } from './cup-parts.table'
import { cupPosFields } from './cup-pos.table'
import type { FrameFormat, LayoutRow, MessageFormat, NamedField, Words } from './field-format'
import { iso1987Fields } from './iso-1987.table'
import { iso1993Fields } from './iso-1993.table'
import { fieldsOf, type FieldRow } from './notation'
import { profileRows, type ProfileRow } from './profiles.table'

export type ProfileName = keyof typeof profileRows

/** A network's wire format with names for people. */
export interface Profile extends MessageFormat {
  readonly name: ProfileName
  readonly label: Words
  readonly fields: ReadonlyMap<number, NamedField>
  readonly frames: readonly FrameFormat[]
}

const FIELD_TABLES: Readonly<Record<ProfileRow['fields'], Readonly<Record<number, FieldRow>>>> = {
  'cup-pos': cupPosFields,
  'cup-interbank': { ...iso1987Fields, ...cupInterbankFields },
  'iso-1987': iso1987Fields,
  'iso-1993': iso1993Fields,
}

const PART_TABLES: Readonly<Record<ProfileRow['fields'], readonly LayoutRow[]>> = {
  'cup-pos': cupPosParts,
  'cup-interbank': [],
  'iso-1987': [],
  'iso-1993': [],
}

function profile(name: ProfileName): Profile {
  const { label, fields, dialect, frames }: ProfileRow = profileRows[name]
  return {
    name,
    label,
    frames,
    mti: dialect.mti,
    bitmap: dialect.bitmap,
    fields: fieldsOf(FIELD_TABLES[fields], dialect),
    layouts: PART_TABLES[fields],
  }
}

/** Every profile, in the order in which an unnamed message is tried. */
export const profiles: readonly Profile[] = (Object.keys(profileRows) as ProfileName[]).map(profile)

export const profileNamed = (name: string): Profile | undefined =>
  profiles.find((one) => one.name === name)
