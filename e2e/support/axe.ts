// What axe finds on a page, by all of its rules.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** Selectors of what is looked at, and of what is passed over; by default the whole page. */
export interface Part {
  readonly include?: string
  readonly exclude?: string
}

/**
 * Everything axe finds, in words short enough to read in a failure. It is asked for violations alone and runs in the page
 * itself, which has no foreign frames: else all that it found good is carried to a page of its own and back, which takes
 * several times as long as finding it.
 */
export async function violations(page: Page, { include, exclude }: Part = {}): Promise<string[]> {
  const isLoaded = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isLoaded && { axeSource: 'undefined' }) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
  if (include) axe.include(include)
  if (exclude) axe.exclude(exclude)
  const { violations: found } = await axe.analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
  )
}
