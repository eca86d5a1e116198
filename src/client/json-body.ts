/**
 * Returns the JSON text of a request body.
 *
 * @throws TypeError that names the place of `NaN`, an infinity or an invalid `Date`:
 * `JSON.stringify` would silently send null for it.
 */
export function toJson(body: unknown): string {
  const paths = new Map<unknown, string>()
  return JSON.stringify(
    body,
    function (this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
      const path = joinPath(paths.get(this), name, Array.isArray(this))
      // `value` is what `toJSON` of the member returned, which is null for an invalid date.
      const { [name]: member } = this
      const number = Object.prototype.toString.call(value) === '[object Number]' ? Number(value) : value
      if (typeof number === 'number' && !Number.isFinite(number)) throw notJson(path, String(number))
      if (member instanceof Date && Number.isNaN(member.getTime())) throw notJson(path, 'an invalid date')
      if (typeof value === 'object' && value !== null) paths.set(value, path)
      return value
    },
  )
}

function joinPath(parent: string | undefined, name: string, isItem: boolean): string {
  if (parent === undefined) return name
  if (isItem) return `${parent}[${name}]`
  return parent === '' ? name : `${parent}.${name}`
}

function notJson(path: string, seen: string): TypeError {
  const place = path === '' ? 'The body' : `"${path}" of the body`
  return new TypeError(
    `${place} is ${seen}, which JSON cannot hold. Only finite numbers can be sent. Send null or leave the field out.`,
  )
}
