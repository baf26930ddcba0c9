'use client'
import {
  type ButtonHTMLAttributes,
  createContext,
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  use,
  useId,
  useState,
} from 'react'
import { cx } from './cx'

interface Tabs {
  readonly value: string
  readonly isVertical: boolean
  readonly isManual: boolean
  readonly choose: (id: string) => void
  /** Ids in the page of a tab and of its panel. */
  readonly tabId: (id: string) => string
  readonly panelId: (id: string) => string
}

const TabsContext = createContext<Tabs | null>(null)
/** The one tab of a row that Tab leads to, and how another becomes it. */
const RovingContext = createContext<{ readonly current: string; readonly take: (id: string) => void } | null>(null)

function useTabs(): Tabs {
  const tabs = use(TabsContext)
  if (!tabs) throw new Error('a tab stands in no TabRoot')
  return tabs
}

interface TabRootProps extends HTMLAttributes<HTMLDivElement> {
  /** The tab that is chosen; without it the tabs keep that themselves. */
  readonly value?: string
  readonly defaultValue?: string
  readonly onValueChange?: (id: string) => void
  readonly isVertical?: boolean
  /** True where arrow keys only go to a tab, and Enter or Space choose it. */
  readonly isManual?: boolean
}

/** What a row of tabs and its panels have in common. */
export function TabRoot({
  value,
  defaultValue = '',
  onValueChange,
  isVertical = false,
  isManual = false,
  ...rest
}: TabRootProps) {
  const base = useId()
  const [kept, keep] = useState(defaultValue)
  const chosen = value ?? kept
  const choose = (id: string) => {
    if (id === chosen) return
    keep(id)
    onValueChange?.(id)
  }
  const tabId = (id: string) => `${base}-tab-${id}`
  const panelId = (id: string) => `${base}-panel-${id}`
  return (
    <TabsContext value={{ value: chosen, isVertical, isManual, choose, tabId, panelId }}>
      <div {...rest} />
    </TabsContext>
  )
}

/** Where a key leads from the tab at `at` of so many; null for one that leads nowhere. Past an end is the other end. */
function placeAfter(key: string, at: number, count: number, isVertical: boolean): number | null {
  const [forward, back] = isVertical ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft']
  if (key === forward) return (at + 1) % count
  if (key === back) return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

interface TabStripProps extends HTMLAttributes<HTMLDivElement> {
  readonly label: string
  /** Its tabs, in their order. */
  readonly ids: readonly string[]
}

/** A row (or column) of tabs: Tab leads to one of them, arrow keys, Home and End to the others. */
export function TabStrip({ label, ids, ...rest }: TabStripProps) {
  const { value, isVertical } = useTabs()
  const [taken, take] = useState<string | null>(null)
  const current = taken ?? (ids.includes(value) ? value : (ids[0] ?? ''))
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
    const at = tabs.indexOf(event.target as HTMLElement)
    const next = at === -1 ? null : placeAfter(event.key, at, tabs.length, isVertical)
    if (next === null) return
    event.preventDefault()
    tabs[next]?.focus()
  }
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent<HTMLDivElement>) => {
    // Left for good: the next time it begins with what is chosen again.
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) take(null)
  }
  return (
    <RovingContext value={{ current, take }}>
      <div
        role="tablist"
        aria-label={label}
        aria-orientation={isVertical ? 'vertical' : 'horizontal'}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        {...rest}
      />
    </RovingContext>
  )
}

interface TabProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly id: string
}

/** One tab. What else is passed goes to its button. */
export function Tab({ id, onFocus, onClick, ...rest }: TabProps) {
  const { value, isManual, choose, tabId, panelId } = useTabs()
  const roving = use(RovingContext)
  const isChosen = value === id
  return (
    <button
      type="button"
      role="tab"
      id={tabId(id)}
      aria-selected={isChosen}
      aria-controls={isChosen ? panelId(id) : undefined}
      tabIndex={roving?.current === id ? 0 : -1}
      onFocus={(event) => {
        onFocus?.(event)
        roving?.take(id)
        if (!isManual) choose(id)
      }}
      onClick={(event) => {
        onClick?.(event)
        choose(id)
      }}
      {...rest}
    />
  )
}

interface TabPanelProps extends HTMLAttributes<HTMLDivElement> {
  /** Id of its tab. */
  readonly value: string
}

/** What a tab shows; nothing is in it while another tab is chosen. */
export function TabPanel({ value: id, children, ...rest }: TabPanelProps) {
  const { value, tabId, panelId } = useTabs()
  const isChosen = value === id
  return (
    <div
      role="tabpanel"
      id={panelId(id)}
      aria-labelledby={tabId(id)}
      hidden={!isChosen}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what a tab shows is the next stop of the keyboard.
      tabIndex={0}
      {...rest}
    >
      {isChosen && children}
    </div>
  )
}

export interface TabSpec<T extends string> {
  readonly id: T
  readonly label: string
  /** A count or mark behind the label. */
  readonly mark?: ReactNode
}

interface TabListProps<T extends string> {
  readonly label: string
  readonly tabs: readonly TabSpec<T>[]
  readonly children?: ReactNode
}

/** The row of tabs; `children` stand at its far end. */
export function TabList<T extends string>({ label, tabs, children }: TabListProps<T>) {
  return (
    <div className="flex h-9 shrink-0 items-stretch border-b border-line pr-1.5 pl-1">
      <TabStrip
        label={label}
        ids={tabs.map(({ id }) => id)}
        className="flex min-w-0 flex-1 items-stretch overflow-x-auto"
      >
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            className={cx(
              'flex items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-muted -outline-offset-2',
              'hover:text-text aria-selected:border-accent aria-selected:text-text',
            )}
          >
            {tab.label}
            {tab.mark}
          </Tab>
        ))}
      </TabStrip>
      {children}
    </div>
  )
}
