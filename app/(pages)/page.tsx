import { GalleryPage } from '../gallery/gallery-page'

export default function Page() {
  return <GalleryPage />
}
