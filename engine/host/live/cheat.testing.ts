/** The product's kinds, one of which cheats: it draws randomness of its own. */
import { findKind } from '../../../nodes/catalog'
import type { FeatureEvent, NodeKind } from '../../sdk'

/** The kind that cheats in this host, and only in it. */
export const CHEATING_KIND = 'feature.ema'

export function findCheat(name: string): NodeKind | undefined {
  const kind = findKind(name)
  if (name !== CHEATING_KIND || kind?.shape !== 'operator') return kind
  return {
    ...kind,
    create: (ctx, params) => {
      const honest = kind.create(ctx, params)
      const out = ctx.output('ema', 'feature')
      const onMarket: typeof honest.onMarket = (event, port) => {
        honest.onMarket?.(event, port)
        const said: FeatureEvent | undefined = out.events[out.count - 1]
        if (said && Math.random() < 0.05) said.values[0] = (said.values[0] ?? 0) + 0.01
      }
      return Object.assign(Object.create(honest) as typeof honest, { onMarket })
    },
  }
}
