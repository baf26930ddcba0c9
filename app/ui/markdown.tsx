'use client'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** Markdown as text with structure: no HTML passes through, no image is fetched. Loaded only where it is shown. */
export default function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="prose-help">
      <ReactMarkdown remarkPlugins={[remarkGfm]} disallowedElements={['img']} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  )
}
