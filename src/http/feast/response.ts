import { timeText } from '../../store/features/feast/time.ts'
import type { OnlineColumn } from '../../store/features/online-features.ts'
import type { FeatureValue } from '../../store/features/store.ts'
import type { FeatureValueType } from '../../project/feature-view.ts'

/**
 * Returns the response of Feast's server to `/get-online-features`, as text. It is written by hand
 * because the times of a view are the same for all its features, a fraction keeps its point (a
 * reader in Python makes an integer column of `1`), and a whole number all its digits.
 */
export function feastResponse(columns: readonly OnlineColumn[], views: readonly string[] | null): string {
  const times = new Map<readonly number[], string>()
  const timesOf = (eventTimes: readonly number[]): string => {
    const known = times.get(eventTimes)
    if (known !== undefined) return known
    const text = `["${timeTexts(eventTimes).join('","')}"]`
    times.set(eventTimes, text)
    return text
  }
  const results = columns.map(
    ({ type, values, statuses, eventTimes }) =>
      `{"values":[${valuesText(type, values)}],"statuses":["${statuses.join('","')}"],"event_timestamps":${timesOf(eventTimes)}}`,
  )
  const names = JSON.stringify(columns.map(({ name }) => name))
  const about =
    views === null ? '' : `,"feature_view_metadata":${JSON.stringify(views.map((name) => ({ name })))}`
  return `{"results":[${results.join(',')}],"metadata":{"feature_names":${names}${about}}}`
}

/**
 * Returns the texts of times. Neighbours are often equal, since what was materialized together has
 * one time.
 */
function timeTexts(times: readonly number[]): string[] {
  const texts: string[] = []
  for (let i = 0; i < times.length; i++) {
    texts.push(i > 0 && times[i] === times[i - 1] ? (texts[i - 1] as string) : timeText(times[i] as number))
  }
  return texts
}

// Hot: runs for every value of every response.
function valuesText(type: FeatureValueType, values: readonly FeatureValue[]): string {
  let text = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as FeatureValue
    if (i > 0) text += ','
    if (typeof value === 'number') text += numberText(type, value)
    else text += typeof value === 'string' ? JSON.stringify(value) : String(value)
  }
  return text
}

function numberText(type: FeatureValueType, value: number): string {
  if (type !== 'double' && type !== 'float') return String(value)
  if (!Number.isFinite(value)) return `"${value}"`
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value)
}
