/**
 * Orders and fills from the files of a run. A backtest runs in one process that keeps no journal to ask: its files are
 * the record. A row's `seq` is its line.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type FillRow, fillRow, type OrderRow, orderRow } from '../../engine/sdk'
import { findRunFile, type RunFile } from './files'

async function* readLines(folder: string, name: RunFile): AsyncGenerator<object> {
  const file = await findRunFile(folder, name)
  if (!file) return
  let seq = 0
  for await (const line of createInterface({ input: createReadStream(file.path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== '') yield { ...JSON.parse(line), seq: ++seq }
}

/** @throws if a line is not an order or a fill. */
export async function readRunRows(folder: string): Promise<{ orders: OrderRow[]; fills: FillRow[] }> {
  const orders: OrderRow[] = []
  const fills: FillRow[] = []
  for await (const line of readLines(folder, 'orders.jsonl')) orders.push(orderRow.parse(line))
  for await (const line of readLines(folder, 'fills.jsonl')) fills.push(fillRow.parse(line))
  return { orders, fills }
}
