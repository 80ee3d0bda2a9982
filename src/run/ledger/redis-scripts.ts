/**
 * What Redis does for one reservation, at once and by its own clock; instants are microseconds.
 *
 * KEYS: queue (id, place) · tickets (id, how long it is waited for) · places · calls (id, when it stops counting for the rate) ·
 * the run's money · leases (id, until when the call is taken for one under way).
 * Answers [verdict, epoch, …]: 'grant' · 'lost' · 'budget', spent · 'wait', how many before, the limit, how soon each call stops counting.
 */
export const RESERVE = `
local queue, tickets, places, calls, money, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local id, cost, ticketUs, leaseUs, windowUs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function leave(who)
  redis.call('ZREM', queue, who)
  redis.call('ZREM', tickets, who)
end
local function strictest(field, asked)
  local least = math.min(tonumber(redis.call('HGET', money, field) or asked), asked)
  redis.call('HSET', money, field, least)
  return least
end

-- A server that lost its data knows neither what was spent nor which calls were made.
local epoch = redis.call('HGET', money, 'epoch')
if ARGV[8] ~= '' and epoch ~= ARGV[8] then
  leave(id)
  return {'lost', ''}
end
if not epoch then
  epoch = ARGV[9]
  redis.call('HSET', money, 'epoch', epoch)
end
local limit, budget = strictest('limit', tonumber(ARGV[3])), strictest('budget', tonumber(ARGV[4]))

-- A call that nobody settled in time was made by a machine that is gone: it stays charged.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
  local reserved = redis.call('HGET', money, 'call:' .. gone)
  redis.call('ZREM', leases, gone)
  redis.call('HDEL', money, 'call:' .. gone)
  redis.call('HINCRBY', money, 'held', 0 - tonumber(reserved))
  redis.call('HINCRBY', money, 'spent', reserved)
end
-- Who died waiting keeps its place only for as long as it asks.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', tickets, '-inf', now)) do leave(gone) end
if not redis.call('ZSCORE', queue, id) then redis.call('ZADD', queue, redis.call('INCR', places), id) end
redis.call('ZADD', tickets, now + ticketUs, id)
for _, key in ipairs({queue, tickets, places, money, leases}) do redis.call('PEXPIRE', key, 604800000) end

local spent = tonumber(redis.call('HGET', money, 'spent') or 0)
local held = tonumber(redis.call('HGET', money, 'held') or 0)
if spent + cost > budget then
  leave(id)
  return {'budget', epoch, spent}
end
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now)
local before = redis.call('ZRANK', queue, id)
if before == 0 and spent + held + cost <= budget and redis.call('ZCARD', calls) < limit then
  leave(id)
  redis.call('ZADD', calls, now + leaseUs + windowUs, id)
  redis.call('PEXPIRE', calls, math.ceil((leaseUs + 2 * windowUs) / 1000))
  redis.call('ZADD', leases, now + leaseUs, id)
  redis.call('HSET', money, 'call:' .. id, ARGV[2])
  redis.call('HINCRBY', money, 'held', ARGV[2])
  return {'grant', epoch}
end
local answer = {'wait', epoch, before, limit}
local ends = redis.call('ZRANGE', calls, 0, -1, 'WITHSCORES')
-- A call under way may end now, at best.
for index = 2, #ends, 2 do answer[#answer + 1] = math.ceil(math.min(tonumber(ends[index]) - now, windowUs)) end
return answer
`;

/** KEYS: calls · the run's money · leases. ARGV: id · what it cost · for how long it counts from now. */
export const SETTLE = `
local calls, money, leases, id = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local reserved = redis.call('HGET', money, 'call:' .. id)
if not reserved then return 0 end
local time = redis.call('TIME')
redis.call('ZREM', leases, id)
redis.call('HDEL', money, 'call:' .. id)
redis.call('HINCRBY', money, 'held', 0 - tonumber(reserved))
redis.call('HINCRBY', money, 'spent', ARGV[2])
redis.call('ZADD', calls, 'XX', time[1] * 1000000 + time[2] + ARGV[3], id)
return 1
`;
