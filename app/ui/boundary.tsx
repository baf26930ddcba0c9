'use client'
import { Component, type ReactNode } from 'react'
import { wordsOf } from '../remote/trpc'
import { Button } from './button'
import { Notice } from './notice'

interface BoundaryProps {
  /** What is inside, for the message: "the chart". */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a part that fails (a piece of code that could not be fetched, a bug) from taking the page with it. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state = { error: null as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <Notice
        tone="warn"
        className="m-2"
        action={<Button onClick={() => this.setState({ error: null })}>Try again</Button>}
      >
        {this.props.what} could not be shown: {wordsOf(this.state.error)}
      </Notice>
    )
  }
}
