import { render } from 'preact'
import { followShop } from './follow.ts'
import { keepPage } from './keep-page.ts'
import { Shell } from './shell.tsx'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/product.css'
import './styles/table.css'
import './styles/charts.css'
import './styles/office.css'
import './styles/tally.css'

render(<Shell />, document.body)
followShop()
void keepPage()
