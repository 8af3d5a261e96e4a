const press = document.querySelector("button");
press.hidden = false;
press.onclick = () => print();
