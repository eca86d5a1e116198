/**
 * Returns a member of a record whose keys come from data, or undefined if the record itself has no
 * such member. A column may be called `constructor` or `toString`, which every object inherits.
 */
export function getOwn<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/**
 * Sets a member of a record whose keys come from data. Assigning `__proto__` would change what the
 * record inherits.
 */
export function setOwn<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
  else record[name] = value
}
