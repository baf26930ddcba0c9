/** What the tour shows, one after the other: each step points at a real control of the canvas. */

export interface TourStep {
  readonly title: string
  readonly text: string
  /** What it points at; null where that is not on the page now. */
  find(): Element | null
}

const byLabel = (label: string) => () => document.querySelector(`[aria-label="${label}"]`)

/** A button by the words on it. */
const button = (words: string) => () =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim().startsWith(words)) ?? null

const tab = (words: string) => () =>
  [...document.querySelectorAll('[role="tab"]')].find((one) =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().startsWith(words),
  ) ?? null

export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'The drawing is what runs',
    text: 'Each card is a node: data, features, strategies, risk guards, gateways. Links carry what their colour says. Drag a kind from the palette, or press Tab on the canvas; select a card to set it in the inspector.',
    find: () => document.querySelector('.react-flow__node-card') ?? document.querySelector('.react-flow'),
  },
  {
    title: 'Backtest it',
    text: 'Runs the drawing over recorded data at once. The result opens below the canvas, and the whole report is one click further.',
    find: button('Backtest'),
  },
  {
    title: 'Start it',
    text: 'Replay the recorded data at a chosen speed, or run on paper: every node a process of its own, its figures on its card. What runs is a revision; you go on drawing beside it.',
    find: button('Start'),
  },
  {
    title: 'Ask why',
    text: 'Orders and fills are listed here while it runs. Choose one and the way back to the prices it came from lights up; a denial says which limit of which guard it met.',
    find: tab('Orders'),
  },
  {
    title: 'Change what runs',
    text: 'Edits stay in the draft until you apply them: then Apply stands here beside the stops, and says first which processes start, stop and keep their state.',
    find: () => button('Apply')() ?? button('Stops')(),
  },
  {
    title: 'Everything has a key',
    text: 'Ctrl K finds every command, ? lists the keys, and this tour is under “Show me around”.',
    find: byLabel('Keyboard shortcuts'),
  },
]
