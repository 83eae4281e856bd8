/* Passkeys: offered only where the browser knows them; what goes wrong is said on the page. */
(() => {
  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkeys]").forEach((node) => { node.hidden = false; });
  }
  /* The device answers first; only then is the form sent, by the script that asked it. */
  document.querySelectorAll("button[data-by-script]").forEach((button) => {
    button.addEventListener("click", (event) => event.preventDefault());
  });
  document.addEventListener("allauth.error", (event) => {
    const problem = document.getElementById("passkey-problem");
    if (!problem) return;
    event.preventDefault();
    problem.hidden = false;
  });
})();
