import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app'
import 'typeface.css'
import './theme.css'
import { beginWords, Speaking } from './words/words'

const place = document.getElementById('console')
if (place === null) throw new Error('the page has no place for the console')

await beginWords()
createRoot(place).render(
  <StrictMode>
    <Speaking>
      <App />
    </Speaking>
  </StrictMode>,
)
