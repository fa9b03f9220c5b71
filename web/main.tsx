import './style/tokens.css';
import './style/base.css';
import './style/gate.css';
import './style/title.css';
import './style/house.css';
import './style/energy.css';
import './style/now.css';
import './style/tile.css';
import './style/wall.css';
import { render } from 'preact';
import { App } from './app.tsx';

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
