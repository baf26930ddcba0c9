import { describe, expect, it } from 'vitest'
import { HISTORY_POINTS_MAX, PnlHistory } from './pnl-history'
import { nodeStatus } from './told.testing'

const status = (pnl: number | null) => nodeStatus('paper', 'gateway.paper', { pnl })

describe('the P&L history of nodes', () => {
  it('takes a point for each status that is news, and none for one told again', () => {
    const history = new PnlHistory()
    const [first, second] = [status(1), status(-2)]
    history.take('a', { paper: first }, {})
    history.take('a', { paper: first, other: status(null) }, { paper: first })
    history.take('a', { paper: second }, { paper: first })
    expect(history.of('paper')).toEqual([1, -2])
    expect(history.of('other')).toEqual([])
  })

  it('keeps the newest points alone, and begins anew with another deployment', () => {
    const history = new PnlHistory()
    for (let point = 0; point <= HISTORY_POINTS_MAX; point++) history.take('a', { paper: status(point) }, {})
    expect(history.of('paper')).toHaveLength(HISTORY_POINTS_MAX)
    expect(history.of('paper')[0]).toBe(1)
    history.take('b', { paper: status(7) }, {})
    expect(history.of('paper')).toEqual([7])
  })
})
