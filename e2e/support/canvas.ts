// The canvas as a person has it before them: cards, ports, menus, the run bar and the dock.
import { expect, type Locator, type Page } from '@playwright/test'
import { Api, type TopologyDetail } from './api'

/** What a card shows of its process. */
export interface CardFigures {
  /** The line over the figures: state, restarts, pid, age of the heartbeat. */
  readonly head: string
  readonly pid: number | null
  readonly restarts: number
  /** Name and text of each figure, as shown. */
  readonly figures: Readonly<Record<string, string>>
}

export class Canvas {
  constructor(readonly page: Page) {}

  card(id: string): Locator {
    return this.page.getByTestId(`rf__node-${id}`)
  }

  strip(id: string): Locator {
    return this.page.getByTestId(`live-${id}`)
  }

  port(id: string, side: 'Input' | 'Output', label: string): Locator {
    return this.card(id).getByRole('button', { name: new RegExp(`^${side} ${label}:`) })
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name })
  }

  async openTab(name: string): Promise<Locator> {
    await this.tab(name).click()
    return this.page.getByRole('tabpanel', { name })
  }

  deploymentState(): Locator {
    return this.page.getByRole('status', { name: 'Deployment state' })
  }

  /** All edits have reached the server. */
  async saved(): Promise<void> {
    await expect(this.page.getByRole('status', { name: 'Save state' })).toHaveText('Saved')
  }

  async figures(id: string): Promise<CardFigures> {
    const [head = '', ...cells] = await this.strip(id).evaluate((strip) => [
      [...(strip.firstElementChild?.children ?? [])].map((one) => one.textContent).join(' '),
      ...[...strip.querySelectorAll('.grid > div')].map((cell) =>
        [...cell.children].map((part) => part.textContent).join('\n'),
      ),
    ])
    const pid = /pid (\d+)/.exec(head)?.[1]
    return {
      head: head.trim(),
      pid: pid ? Number(pid) : null,
      restarts: Number(/↻ (\d+)/.exec(head)?.[1] ?? 0),
      figures: Object.fromEntries(cells.map((cell) => cell.split('\n'))),
    }
  }

  /** The pid on each of these cards. */
  async pids(ids: readonly string[]): Promise<Record<string, number | null>> {
    const entries = await Promise.all(ids.map(async (id) => [id, (await this.figures(id)).pid] as const))
    return Object.fromEntries(entries)
  }

  /** Draws a link by hand, from port to port; lets go over `to`. */
  async drawLink(from: Locator, to: Locator): Promise<void> {
    await this.beginLink(from, to)
    await this.page.mouse.up()
  }

  /** Draws a link up to `to` and holds it there. */
  async beginLink(from: Locator, to: Locator): Promise<void> {
    await from.hover()
    await this.page.mouse.down()
    await to.hover({ force: true })
  }

  /** Takes a kind from the palette to a place of the window (px). */
  async dragKind(label: string, at: { readonly x: number; readonly y: number }): Promise<void> {
    const pane = this.page.locator('.react-flow__pane')
    const box = await pane.boundingBox()
    if (!box) throw new Error('there is no canvas to drop on')
    await this.page
      .getByRole('button', { name: `Add ${label}`, exact: true })
      .dragTo(pane, { targetPosition: { x: at.x - box.x, y: at.y - box.y } })
  }

  async chooseFromMenu(id: string, title: string, item: string): Promise<void> {
    await this.card(id)
      .getByRole('button', { name: `Actions for ${title}` })
      .click()
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** Notes every word of state, and whether it was red, that a card shows from now on; states can be brief. */
  async watchStates(id: string): Promise<() => Promise<{ words: string[]; wasRed: boolean }>> {
    const handle = await this.card(id).evaluateHandle((card) => {
      const seen = { words: [] as string[], wasRed: false }
      const note = () => {
        const word = card.querySelector('[data-testid^="live-"] .font-medium')?.textContent ?? ''
        if (word && seen.words.at(-1) !== word) seen.words.push(word)
        if (card.querySelector('.border-bad')) seen.wasRed = true
      }
      note()
      new MutationObserver(note).observe(card, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      })
      return seen
    })
    return () => handle.jsonValue()
  }
}

/**
 * Notes each thing that `read`, which runs in the page, comes to from now on; some stand for an instant only, between two
 * looks of an expectation. @returns what was noted, in its order.
 */
export async function noteOf(page: Page, read: () => string): Promise<() => Promise<string[]>> {
  const notes = await page.evaluateHandle(`(() => {
    const read = ${read}
    const notes = [read()]
    const note = () => {
      const now = read()
      if (now !== notes.at(-1)) notes.push(now)
    }
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    return notes
  })()`)
  return async () => (await notes.jsonValue()) as string[]
}

/** Makes a topology of a template as a person does it, in the gallery, and opens its canvas. */
export async function chooseTemplate(page: Page, name: string): Promise<Canvas> {
  await page.goto('/')
  await page.getByRole('button', { name: `Use template ${name}` }).click()
  await page.waitForURL(/\/t\/[^/]+$/)
  return new Canvas(page)
}

/** Makes a topology of a template and opens its canvas: over HTTP, for the way through the gallery takes as long again. */
export async function openTemplate(page: Page, name: string): Promise<Canvas> {
  const api = new Api(page.request)
  const template = (await api.get<{ slug: string; name: string }[]>('/api/templates')).find((one) => one.name === name)
  if (!template) throw new Error(`there is no template ${name}`)
  const { id } = await api.post<TopologyDetail>('/api/topologies', { template: template.slug })
  await page.goto(`/t/${id}`)
  return new Canvas(page)
}
