// Stands in for the script of Argyle Link, for the embedded Argyle. It has the same interface, and shows that a token
// came.

'use strict';

(() => {
  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function describe(number, token) {
    return `It got token ${number}, of ${token.length} characters.`;
  }

  window.Argyle = {
    create({ userToken, onTokenExpired }) {
      const dialog = document.createElement('dialog');
      const heading = element('h2', 'This is a stand\u2011in for Argyle Link');
      const told = element('p', describe(1, userToken));
      const expire = element('button', 'Let the token expire');
      const close = element('button', 'Close');
      const buttons = document.createElement('div');
      let number = 1;

      heading.id = 'stand-in-heading';
      told.setAttribute('role', 'status');
      expire.type = close.type = 'button';
      buttons.className = 'buttons';
      close.className = 'plain';
      buttons.append(expire, close);
      dialog.setAttribute('aria-labelledby', heading.id);
      dialog.append(heading, told, buttons);

      expire.addEventListener('click', () => {
        onTokenExpired((newToken) => {
          number += 1;
          told.textContent = describe(number, newToken);
        });
      });
      close.addEventListener('click', () => dialog.close());
      dialog.addEventListener('close', () => dialog.remove());

      return {
        open() {
          document.body.append(dialog);
          dialog.showModal();
        },
      };
    },
  };
})();
