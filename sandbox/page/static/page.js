// Puts the parts together: languages, tabs of a narrow screen, toasts, the stream of changes.

import { el, fill, find, icon, segments } from "./dom.js";
import { connect, showAll } from "./state.js";
import { language, speak, speakers, t, translate } from "./texts.js";
import { startClock } from "./clock.js";
import { startShop } from "./shop.js";
import { startSwitches } from "./switches.js";
import { startChat } from "./chat.js";
import { startPhone } from "./phone.js";
import { startCrm } from "./crm.js";
import { startStore } from "./store.js";
import { startBoard } from "./board.js";
import { startDue } from "./due.js";
import { startVisitor } from "./visitor.js";
import { startSales } from "./sales.js";
import { startJournal } from "./journal.js";
import { startWire } from "./wire.js";

const TABS = [["shop", "cart"], ["world", "globe"], ["chat", "chat"], ["customer", "phone"], ["deals", "board"], ["calls", "call"], ["wire", "wire"]];

function showTabs() {
  const columns = document.querySelector(".columns");
  fill(find("tabs"), TABS.map(([name, sign]) => el("button", {
    type: "button", "aria-pressed": String(columns.dataset.tab === name),
    onclick: () => {
      document.body.dataset.tab = columns.dataset.tab = name;
      showTabs();
      showAll();
    },
  }, icon(sign), el("span", {}, t(`tab_${name}`)))));
}

function showLanguages() {
  segments(find("languages"), [["ru", "RU"], ["en", "EN"]], language(), (name) => {
    speak(name);
    showPage();
  });
}

function showPage() {
  translate();
  showLanguages();
  showTabs();
  for (const show of speakers) show();
  showAll();
}

document.body.dataset.tab = "chat";
startClock();
startShop();
startSwitches();
startChat();
startPhone();
startCrm();
startStore();
startBoard();
startDue();
startVisitor();
startSales();
startJournal();
startWire();
showPage();
connect();
