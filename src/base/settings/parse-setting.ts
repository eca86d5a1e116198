import { durationUnits, parseDuration } from '../time/duration.ts'
import type { BytesSpec, DurationSpec, IntegerSpec, SettingSpec, UrlSpec } from './setting-spec.ts'

export type SettingValue = string | number | boolean

/** A text that is not allowed: `expected` completes "it must be". */
export interface WrongText {
  readonly expected: string
}

/** Returns the value of a setting's text, or what was expected instead. */
export function parseSetting(spec: SettingSpec, text: string): SettingValue | WrongText {
  switch (spec.type) {
    case 'text':
      return text
    case 'choice':
      return spec.choices.includes(text) ? text : { expected: `one of ${spec.choices.join(', ')}` }
    case 'flag':
      return parseFlag(text) ?? { expected: 'true or false' }
    case 'integer':
      return parseInteger(spec, text)
    case 'duration':
      return parseDurationSetting(spec, text)
    case 'bytes':
      return parseBytesSetting(spec, text)
    case 'url':
      return parseUrl(spec, text)
  }
}

/** Returns the value that a setting has when it is not provided. */
export function defaultValue(spec: SettingSpec): SettingValue | undefined {
  if (spec.type !== 'duration' && spec.type !== 'bytes') return spec.default
  return spec.type === 'duration' ? durationOf(spec, spec.default) : parseBytes(spec.default)
}

/** Earlier versions wrote `yes` and `no`. */
function parseFlag(text: string): boolean | undefined {
  if (text === 'true' || text === 'yes') return true
  return text === 'false' || text === 'no' ? false : undefined
}

function parseInteger({ min, max }: IntegerSpec, text: string): number | WrongText {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : { expected: `a whole number from ${min} to ${max}` }
}

function parseDurationSetting(spec: DurationSpec, text: string): number | WrongText {
  const { min, max, unit } = spec
  const [value = Number.NaN, least = 0, most = 0] = [text, min, max].map((each) => durationOf(spec, each))
  if (value >= least && value <= most) return value
  return {
    expected: `a duration from ${min} to ${max}, such as 30s, 15m, 12h or 90d (a number without a unit is in ${unit})`,
  }
}

function durationOf({ unit }: DurationSpec, text: string): number | undefined {
  return parseDuration(/^\d+$/.test(text) ? `${text}${unit}` : text, durationUnits)
}

function parseBytesSetting({ min, max }: BytesSpec, text: string): number | WrongText {
  const [value = Number.NaN, least = 0, most = 0] = [text, min, max].map(parseBytes)
  if (value >= least && value <= most) return value
  return { expected: `a size from ${min} to ${max}, such as 10MiB, 128MB or a number of bytes` }
}

const byteUnits = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Returns the bytes of a size such as `10MiB`, `128MB` or `4096`; undefined for any other text. */
function parseBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^(\d+) ?([A-Za-z]+)?$/.exec(text) ?? []
  if (amount === undefined || !Object.hasOwn(byteUnits, unit)) return undefined
  return Number(amount) * byteUnits[unit as keyof typeof byteUnits]
}

function parseUrl({ forms }: UrlSpec, text: string): string | WrongText {
  const schemeOf = (url: string): string => url.slice(0, url.indexOf(':') + 1).toLowerCase()
  const form = forms.find((each) => schemeOf(each) === schemeOf(text))
  const hasHost = form?.includes('://') === true
  // MongoDB lists several hosts with commas, which `URL` rejects; its driver checks the rest.
  const isWhole = hasHost
    ? /^[^:]+:\/\/\S+$/.test(text) && (URL.canParse(text) || text.includes(','))
    : text === form
  if (form !== undefined && isWhole) return text
  return { expected: `a URL such as ${forms.join(' or ')}` }
}
