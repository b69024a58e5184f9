// What makes pages more convenient; all of them work without it.
(function () {
  "use strict";
  var changed = new Set();
  var busy = [];

  function release() {
    busy.forEach(function (button) { button.disabled = false; });
    busy = [];
  }

  // To a browser a day that does not exist is empty: it would be sent as nothing.
  function isNoDay(day) {
    var said = day.parentElement.querySelector(".no-day"), wrong = day.validity.badInput;
    if (said) { said.remove(); }
    if (wrong) {
      said = document.createElement("p");
      said.className = "error no-day";
      said.setAttribute("role", "alert");
      said.textContent = day.dataset.noDay;
      day.after(said);
    }
    if (said) {
      day.setAttribute("aria-invalid", wrong);
      day.parentElement.classList.toggle("faulty", wrong);
    }
    return wrong;
  }
  function keep(event) {
    // A control may be named form, and stand in place of what a form says of itself.
    var form = event.target.closest("form");
    var days = Array.from(form.querySelectorAll("[data-no-day]")).filter(isNoDay);
    if (days.length) {
      event.preventDefault();
      event.stopPropagation();
      days[0].focus();
    }
  }
  document.addEventListener("submit", keep, true);
  document.addEventListener("invalid", keep, true);

  // A second click must not send a form twice. Disabled only after its values were taken.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    changed.delete(form);
    if (event.defaultPrevented || form.getAttribute("method") !== "post") { return; }
    setTimeout(function () {
      Array.from(form.elements).forEach(function (one) {
        if (one.type === "submit" && !one.disabled) {
          one.disabled = true;
          busy.push(one);
        }
      });
    });
    // An answer that is a file leaves the page as it is, and says nothing.
    setTimeout(release, 10000);
  });
  window.addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);

  // What was typed is not lost by a click beside the form.
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (event.target.dataset.noDay && !event.target.validity.badInput) { isNoDay(event.target); }
    if (form && form.getAttribute("method") === "post" && !form.querySelector("[type=password]")) { changed.add(form); }
  });
  window.addEventListener("beforeunload", function (event) {
    changed.forEach(function (form) { if (!form.isConnected) { changed.delete(form); } });
    if (changed.size) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  // What is typed the server keeps every few seconds, and when the page is left; files are not.
  var waiting = new Map();
  function keepTyped(form, isLeaving) {
    var texts = new FormData(form), said = form.querySelector("[data-said]");
    forget(form);
    texts.delete("evidence");
    // The browser lets no more than 64 KB outlive the page.
    fetch(form.dataset.typed, {method: "POST", body: texts, keepalive: isLeaving === true})
      .then(function (answer) { return answer.status === 204; }, function () { return false; })
      .then(function (kept) { said.textContent = kept ? form.dataset.kept : form.dataset.lost; });
  }
  function forget(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
  }
  document.addEventListener("submit", function (event) { forget(event.target); });
  window.addEventListener("pagehide", function () { waiting.forEach(function (_, form) { keepTyped(form, true); }); });

  // Who comes is counted as one ticks, unless somebody typed another number.
  function count(form) {
    var by = form.querySelector("[data-all]"), all = by.dataset.all.split(" ").includes(by.value);
    var ticked = form.querySelectorAll("#roll :checked").length;
    var came = form.querySelectorAll("[value=present]:checked").length;
    form.querySelector("#roll").hidden = !all && came === ticked;
    form.dataset.roll.split(" ").forEach(function (name, place) {
      var box = form[name], number = all ? String(place ? came : ticked) : "";
      if (box.value === "" || box.value === box.dataset.counted) { box.value = number; }
      box.dataset.counted = number;
    });
  }
  document.querySelectorAll("form[data-roll]").forEach(count);
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.typed) { return; }
    if (event.target.type !== "text" && form.dataset.roll) { count(form); }
    if (!waiting.has(form)) { waiting.set(form, setTimeout(keepTyped, 3000, form)); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details.account[open], details.ask[open]").forEach(function (one) {
      var inside = one.contains(document.activeElement);
      one.open = false;
      if (inside) { one.querySelector("summary").focus(); }
    });
    if (location.hash === "#navigation") { location.hash = "content"; }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.account[open]").forEach(function (one) {
      if (!one.contains(event.target)) { one.open = false; }
    });
  });

  // Parts of a long table are closed on a narrow page, and open on paper.
  function unfold() {
    document.querySelectorAll("details.group").forEach(function (one) { one.open = true; });
  }
  if (window.innerWidth > 720) { unfold(); }
  window.addEventListener("beforeprint", unfold);
})();
