import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

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

export const TabRoot = Primitive.Root
export const TabPanel = Primitive.Content

/** The row of tabs; `children` stand at its far end. */
export function TabList<T extends string>({ label, tabs, children }: TabListProps<T>) {
  return (
    <div className="flex h-9 shrink-0 items-stretch border-b border-line pr-1.5 pl-1">
      <Primitive.List aria-label={label} className="flex min-w-0 flex-1 items-stretch overflow-x-auto">
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.id}
            value={tab.id}
            className="flex items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-muted -outline-offset-2 hover:text-text data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {tab.label}
            {tab.mark}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {children}
    </div>
  )
}
