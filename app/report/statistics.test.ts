import { describe, expect, it } from 'vitest'
import { allStatistics, keyStatistics } from './statistics'

const values = { totalReturn: 0.1234, sharpe: null, trades: 1234, fees: 12.5, finalEquity: 112_340 }

describe('statistics', () => {
  it('are written by their unit, and what is undefined is a dash with its formula still there', () => {
    const texts = Object.fromEntries(allStatistics(values).map((row) => [row.name, row.text]))
    expect(texts).toMatchObject({ totalReturn: '12.34%', sharpe: '–', trades: '1,234', fees: '12.50' })
    for (const row of allStatistics(values)) expect(row.formula, row.name).not.toBe('')
  })

  it('has nine key ones, each once', () => {
    const names = keyStatistics(values).map((row) => row.name)
    expect(names).toHaveLength(9)
    expect(new Set(names).size).toBe(9)
  })
})
