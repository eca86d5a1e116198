import { hash } from 'node:crypto'

/** A Lua script with its SHA-1, by which Redis caches it. */
export interface RedisScript {
  readonly lua: string
  readonly sha1: string
}

function createScript(lua: string): RedisScript {
  return { lua, sha1: hash('sha1', lua) }
}

/**
 * KEYS: entities. ARGV[1]: packed list of hash fields. Returns, packed, a list of values for each
 * entity (false: missing), or the text of an error if a key holds no hash. One reply instead of one
 * for each field.
 */
export const readScript: RedisScript = createScript(`
local fields = cmsgpack.unpack(ARGV[1])
local rows = {}
for i, key in ipairs(KEYS) do
  local row = redis.pcall('HMGET', key, unpack(fields))
  rows[i] = row.err or row
end
return cmsgpack.pack(rows)
`)

/**
 * Writes each row if it is newer, atomically. KEYS: the hash of created times, then one entity for
 * each row. ARGV: the field of the view's event time, the packed list of the features' fields, the
 * packed rows. A row: event time and created time (google.protobuf.Timestamp; false: none), then a
 * value for each feature. Last: the latest event time that a stored row may have, empty for no
 * limit. Returns the number of rows written.
 *
 * Feast stores no created time, and its hashes stay unchanged: ours is in a separate hash, after
 * the event time that it belongs to. It is ignored once Feast has written a later row. An invalid
 * stored time is older than every other.
 */
export const writeScript: RedisScript = createScript(`
local function varint(bytes, at)
  local value, inverse, scale = 0, 0, 1
  for i = at, at + 9 do
    local byte = string.byte(bytes, i)
    if not byte then return nil end
    if i == at + 9 then return -inverse - 1, i + 1 end
    value = value + (byte % 128) * scale
    inverse = inverse + (127 - byte % 128) * scale
    scale = scale * 128
    if byte < 128 then return value, i + 1 end
  end
end

local function time(bytes)
  local seconds, nanos, at = 0, 0, 1
  if string.byte(bytes, at) == 8 then seconds, at = varint(bytes, at + 1) end
  if at and string.byte(bytes, at) == 16 then nanos, at = varint(bytes, at + 1) end
  if at ~= #bytes + 1 then return nil end
  return seconds, nanos
end

local function later(new, old)
  local old_seconds, old_nanos = time(old)
  if not old_seconds then return true end
  local seconds, nanos = time(new)
  return seconds > old_seconds or (seconds == old_seconds and nanos > old_nanos)
end

local created, ts, limit = KEYS[1], ARGV[1], ARGV[4]
local pairs_of_row = { ts, '' }
local fields, rows = cmsgpack.unpack(ARGV[2]), cmsgpack.unpack(ARGV[3])
for i, field in ipairs(fields) do pairs_of_row[2 * i + 1] = field end
local written = 0
for i, row in ipairs(rows) do
  local key = KEYS[i + 1]
  local old = redis.call('HGET', key, ts)
  local newer = not old or (old ~= row[1] and later(row[1], old))
  if old == row[1] and row[2] then
    local known = redis.call('HGET', created, key)
    newer = not known or string.sub(known, 1, #old) ~= old or later(row[2], string.sub(known, #old + 1))
  end
  if not newer and limit ~= '' and later(old, limit) then newer = true end
  if newer then
    pairs_of_row[2] = row[1]
    for j = 1, #fields do pairs_of_row[2 * j + 2] = row[j + 2] end
    redis.call('HSET', key, unpack(pairs_of_row))
    if row[2] then redis.call('HSET', created, key, row[1] .. row[2]) end
    written = written + 1
  end
end
return written
`)

/**
 * KEYS: an entity, then a view's hash of created times. ARGV[1]: the view's packed fields, its
 * event time first. Returns 1 if the entity was in the view, else 0. Remaining fields of an entity
 * that is in no view any more (features that a view once had) are deleted too.
 */
export const eraseScript: RedisScript = createScript(`
local fields = cmsgpack.unpack(ARGV[1])
local erased = redis.call('HEXISTS', KEYS[1], fields[1])
redis.call('HDEL', KEYS[1], unpack(fields))
redis.call('HDEL', KEYS[2], KEYS[1])
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 4) == '_ts:' then return erased end
end
redis.call('DEL', KEYS[1])
return erased
`)

/** KEYS[1]: a hash of numbers. Sets the field ARGV[1] to ARGV[2] unless it is larger. */
export const raiseScript: RedisScript = createScript(`
local seen = tonumber(redis.call('HGET', KEYS[1], ARGV[1]))
if not seen or seen < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 0
`)
