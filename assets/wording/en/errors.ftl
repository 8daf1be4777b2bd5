# What is said when something does not work: for each trouble code, to the citizen (what now, always with a way on),
# to the hall's staff (what to do with their hands), to the technician (what it means, where to look).

## Any device

error-not_ready =
    .citizen = The machine is getting ready. Please wait a moment.
    .staff = A device is still starting, usually for less than a minute. Report it if it takes longer.
    .technician = Device not open yet (not_ready). See the supervisor's restarts and last error; is another process holding it?
error-timeout =
    .citizen = There was no answer. Please try once more, or ask our staff.
    .staff = The machine waited in vain. Let the citizen try again; report it if it happens twice.
    .technician = Command timed out (timeout). Check cable, power and load; for the office, the network and its log.
error-cancelled =
    .citizen = Stopped. You can go on, or begin again.
    .staff = Cancelled, nothing is wrong.
    .technician = Command cancelled (cancelled); this is normal.
error-disconnected =
    .citizen = This part of the machine does not work now. Please ask our staff, there is another way.
    .staff = A device has no connection. Look at its power light and plug; it comes back by itself. If not, report it.
    .technician = Device disconnected (disconnected). Check power, cable, USB port or network address; the driver reconnects by itself.
error-hardware_error =
    .citizen = This part of the machine is broken. Please ask our staff, there is another way.
    .staff = A device is broken. Put up a notice, report it, and lead people to another machine or a window.
    .technician = The device reports a hardware fault (hardware_error). See the raw state in the detail, run the self-test, replace it if need be.
error-user_error =
    .citizen = The machine needs a hand. Please wait a moment or call our staff.
    .staff = A device needs a hand: an open cover, a card half in, paper not seated. Please have a look.
    .technician = The device reports that a person must act (user_error). See cover, paper and slot in its status.
error-sequence_error =
    .citizen = This step did not work. Please try once more, or ask our staff.
    .staff = The machine got out of step and resets itself. Report it if it comes back.
    .technician = Commands in a wrong order (sequence_error): a defect of the program. Export the log and report it.
error-unsupported =
    .citizen = This machine cannot do this step. Please ask our staff, there is another way.
    .staff = This device cannot do that. Lead the citizen to another machine.
    .technician = The model does not support the command (unsupported). Check driver and model in kiosk.toml.
error-invalid_data =
    .citizen = That could not be read clearly. Please try once more, or ask our staff.
    .staff = What was read is incomplete. Let the citizen try again; if it is only this card, the card is at fault.
    .technician = The device's data break the standard (invalid_data). Try a test card; if all fail, check reader module and cable.
error-internal =
    .citizen = Something went wrong with the machine. Please ask our staff, you can still finish today.
    .staff = A fault inside the machine; this part is switched off. Report it.
    .technician = A defect of the program (internal), the device is stopped. Export the log and report it; a restart helps for now.

## Card

error-no_card =
    .citizen = No card is there. Please lay your identity card flat on the reader.
    .staff = There is no card on the reader. Help the citizen to lay it flat.
    .technician = No card in the field (no_card). Lay a test card on and watch the status.
error-card_removed =
    .citizen = The card was taken away too soon. Please lay it down again and wait for the sign.
    .staff = The card was lifted while it was being read. Let the citizen lay it down again and wait.
    .technician = Card left during the read (card_removed); all of it was thrown away. If frequent, check field and antenna.
error-card_mute =
    .citizen = The card does not answer. Please wipe it and lay it flat again. If it still does not, its chip may be broken: you can get a new card, and our staff will help you today.
    .staff = No answer from the card. Wipe it, turn it, try another reader. If all fail the chip is broken: serve at a window and advise a new card.
    .technician = No answer from the card (card_mute). If a test card works, this card's chip is broken; if not, check the reader module.
error-unknown_card =
    .citizen = This card cannot be used here. Please use your identity card or social security card.
    .staff = Unknown kind of card. Identity card or social security card, please; with neither, serve at a window.
    .technician = Card not recognised (unknown_card). The ATR is in the detail; a new card profile would support it.
error-read_failed =
    .citizen = The card could not be read. Please lift it and lay it flat again, or ask our staff. There is another way.
    .staff = The card answers but cannot be read through. Try again or another reader; then serve at a window.
    .technician = Read failed (read_failed). See the status word in the detail; if many cards fail, check module and antenna.
error-auth_failed =
    .citizen = This card could not be checked. Please ask our staff to look at it.
    .staff = Card and reader did not accept each other. Try another reader; then check person and card at a window.
    .technician = Security module and card refused each other (auth_failed). Check licence and model of the module; if only one card, the card.
error-wrong_slot =
    .citizen = Please lay your identity card on the other reader. The picture on the machine shows where.
    .staff = The identity card is on the wrong reader. Help the citizen to the one with its picture.
    .technician = Resident card on a plain PC/SC reader (wrong_slot), which has no security module and cannot read it.
error-secret_needed =
    .citizen = This document cannot be read here yet. Please use an identity card, social security card or residence permit; without one, a counter can serve you with it.
    .staff = A travel permit or passport opens only with what is printed on it. Ask for another card; without one, serve at a window with the document itself.
    .technician = The chip of a travel document wants its machine readable zone or card number (secret_needed), and got none or a wrong one. The reader is well.
error-card_collision =
    .citizen = There are two cards. Please take one out, leave the one you want to use, and try again.
    .staff = A card lies in each slot, and the machine cannot choose. Take the other one out; it may be the last visitor's.
    .technician = Readable cards in both slots (card_collision). A reader with one antenna must not be set up as two slots.
error-card_left_behind =
    .citizen = Somebody forgot a card here. If it is yours, please take it; if not, please give it to our staff.
    .staff = There is a forgotten card on the reader. Take it into keeping as lost property.
    .technician = A card was in before the visit began (card_left_behind); it is not read. With no card there, check the reader's status.

## The person on the card

error-kind_not_taken =
    .citizen = This document was read, but you cannot use it at this machine yet. Please use an identity card or residence permit; without one, a counter can serve you with it.
    .staff = The document is good, but its number is not an 18-digit one and the machine does not take it yet. Serve at a window with the document itself.
    .technician = A kind that was read but does not identify here (kind_not_taken): permanent residence card of 2017, travel permit, passport. No fault.
error-number_invalid =
    .citizen = The number on the card was not read right. Please lift the card and lay it down again, or ask our staff. There is another way.
    .staff = The identity number fails its check. Read the card again; then compare it at a window.
    .technician = Number breaks GB 11643 (number_invalid). With many cards, the data are read wrongly.
error-birth_contradicts =
    .citizen = The birthday on the card does not match its number. Please ask our staff to look at the card.
    .staff = Birthday and number of the card differ. Check the card and serve at a window.
    .technician = Birthday differs from characters 7 to 14 of the number (birth_contradicts). With many cards, the data are read wrongly.
error-name_missing =
    .citizen = The name on the card was not read. Please lay the card down again, or ask our staff.
    .staff = No name was read. Read the card again; then serve at a window.
    .technician = Empty name (name_missing). Check files and encoding of this card profile.
error-name_unreadable =
    .citizen = The name on the card was not read clearly. Please lay the card down again, or ask our staff. There is another way.
    .staff = The name holds characters that cannot be in one. Read again; then take the name from the card's face at a window.
    .technician = Control characters or the like in the name (name_unreadable). Check the encoding: UTF-16LE on resident cards, GB 18030 on social security cards.
error-card_expired =
    .citizen = This card is out of date and cannot be used for this. Please use your new card; if you have none yet, you can ask our staff how to get it.
    .staff = The card has expired. Use the new one; without one, help with the renewal, and ask a window when it is urgent.
    .technician = Card expired (card_expired). If its face says otherwise, check this machine's date.

## Camera, and the pages that it does not take

error-no_frame =
    .citizen = There is no picture. Please wait a moment and try again, or ask our staff.
    .staff = The camera gives no picture. Look at plug and lens; report it if it lasts a minute.
    .technician = No new frame (no_frame). The driver reopens by itself; check USB bandwidth, cable and other processes.
error-too_dark =
    .citizen = It is too dark. Please keep the lens and the lamp free and try again.
    .staff = The picture is too dark. Is the lens or the lamp covered, is the lamp on?
    .technician = Picture too dark (too_dark). Check lamp, exposure and lens cap.
error-blurred =
    .citizen = That is not clear enough. Please lay the paper flat, take your hand away and try once more, or ask our staff.
    .staff = The picture stays unclear. If the lens is dirty, wipe it with a soft cloth; report it if that does not help.
    .technician = No part of the picture is sharp (blurred). Clean the lens, check the focus (focus in kiosk.toml) and the height of the lens.
error-no_page =
    .citizen = No paper can be seen. Please lay it flat under the camera, all of it inside the frame.
    .staff = No paper on the desk is seen. Help the citizen to lay it flat and straight.
    .technician = No page found in the picture (no_page). Check desk colour, light and camera position.
error-cut_off =
    .citizen = One side is not in the picture. Please move the paper to the middle, all four corners inside the frame.
    .staff = The paper reaches out of the picture. Help to move it to the middle.
    .technician = Page beyond the frame (cut_off). If a whole A4 does not fit, check the camera's height.
error-too_small =
    .citizen = The paper is too far away. Please lay it flat and try again, or ask our staff.
    .staff = The paper is too small in the picture. Lay it flat and straight; report it if that does not help.
    .technician = Less than 200 dpi (too_small). Check the camera's height and resolution.
error-glare =
    .citizen = A bright spot hides the text. Please turn the paper a little or take its plastic cover off, and try again.
    .staff = The paper reflects. Turn it, or take it out of its cover.
    .technician = Overexposed spot on the page (glare). Check the angle of the lamp and the lights above.
error-blank =
    .citizen = This side is empty. Please turn the paper over and try again.
    .staff = There is nothing on the side that was seen. Help to turn it over.
    .technician = No strokes on the page (blank). If there are, check exposure and focus.
error-too_blurred =
    .citizen = The text is not clear enough. Please lay the paper flat, take your hand away and try again, or ask our staff.
    .staff = The picture is blurred. Flatten the paper and keep it still; wipe the lens if it is dirty.
    .technician = Not sharp enough (too_blurred). Check focus, lens and vibration of the desk.

## Printers

error-paper_out =
    .citizen = The printer has no paper. You can still finish: the number is shown on the screen, please write it down or take a picture.
    .staff = The printer has no paper. Put a new roll in; it goes on by itself.
    .technician = No paper (paper_out). Put paper in; if there is some, clean the paper sensor.
error-paper_jam =
    .citizen = The paper is stuck. You can still finish: the number is shown on the screen, please write it down or take a picture.
    .staff = Paper jam. Open the cover, take the paper out, put it in again.
    .technician = Paper jam (paper_jam). Open it and free the paper path: rollers and sensors, on a receipt printer also the cutter.
error-cover_open =
    .citizen = The printer is open, our staff will close it. The number is shown on the screen, please write it down or take a picture.
    .staff = The printer's cover is not shut. Please close it.
    .technician = Cover or door open (cover_open). Close it; if it is shut, check its switch.
error-cutter_jam =
    .citizen = The receipt was not cut. Please tear it off gently, or ask our staff. The number is on the screen too.
    .staff = The cutter is stuck. Switch off, open, take the scraps out, switch on.
    .technician = Cutter fault (cutter_jam). Clean and reset it; replace it if it comes back.
error-head_hot =
    .citizen = The printer is too warm and needs a rest. Please wait a little; the number is shown on the screen too.
    .staff = The print head is too hot; it recovers within minutes.
    .technician = Print head too hot (head_hot). Check ventilation and density.
error-toner_out =
    .citizen = The printer has no toner left. You can still finish; please ask our staff, it prints once that is changed. The electronic proof is just as good.
    .staff = The toner is used up. Please change the cartridge; the printer goes on by itself.
    .technician = Toner out (toner_out). If it stays after the change, see the cartridge's chip and the reasons that the printer reports.

## The office (the backend), as the kiosk sees it

error-unreachable =
    .citizen = The office cannot be reached now. All you entered is kept safe in this machine and goes there by itself later. Please keep your receipt.
    .staff = No connection to the backend. Cases are kept here and handed in later. Is the network up?
    .technician = Backend unreachable (unreachable). Check network, DNS, address and firewall; waiting cases are in the outbox.
error-tls_failed =
    .citizen = Your papers cannot be sent safely now, so they are kept in this machine and go there by itself later. Please keep your receipt.
    .staff = The machine cannot be sure who answers; nothing is sent, cases are kept here. Report it at once.
    .technician = TLS check failed (tls_failed). Check expiry, root certificate and this machine's time; somebody may pose as the backend.
error-server_error =
    .citizen = The office is busy and cannot take it in now. All you entered is kept safe and goes there by itself later. Please keep your receipt.
    .staff = The backend has a fault; cases are kept here and sent again. Report it if it lasts.
    .technician = Backend answered 5xx, 408, 425 or 429 (server_error); retried with back-off. See its log.
error-garbled =
    .citizen = The office gave no clear answer. All you entered is kept safe; we ask again, and nothing is handed in twice. Please keep your receipt.
    .staff = The backend's answer was incomplete; the machine sends again, never twice. Report it if it lasts.
    .technician = Answer not of our contract (garbled). Check proxies, versions and the backend's log; the same idempotency key is retried.
error-conflict =
    .citizen = The office is working on what you handed in. Please wait; you need not hand it in again.
    .staff = The same case is being worked on; the machine asks again.
    .technician = Backend answered 409 (conflict): this idempotency key is in work; retried later.
error-unauthorised =
    .citizen = This machine cannot hand it in for you now. All you entered is kept safe. Please keep your receipt and ask our staff.
    .staff = The backend does not accept this machine; cases are kept here. Report it at once.
    .technician = Backend answered 401 or 403 (unauthorised): kiosk not enrolled, or blocked. Check its key and its enrolment.
error-rejected =
    .citizen = The office did not take this in. Please go to our staff with your receipt; you need not enter anything again.
    .staff = The backend refused a case; trying again is no use. Take it up with the backend's people by the number on the receipt.
    .technician = Backend answered 4xx (rejected): content refused. See the reason in the outbox; compare versions of contract and item.

## This machine

error-not_kept =
    .citizen = This was not kept, and not handed in yet. Please press "Hand in" once more, or ask our staff.
    .staff = The machine could not keep the case; nothing was handed in. Try again or serve at a window, and report it.
    .technician = Outbox write failed or no answer from the keeper (not_kept). Check disk, permissions and the keeper's log.
error-disk_full =
    .citizen = This machine cannot take any more papers now. Please use another one, or ask our staff.
    .staff = The machine is full and takes no cases. Report it, and lead people to another one.
    .technician = Free disk below the floor (disk_full). Has the outbox not been delivered for long? Clear logs.
error-catalogue_broken =
    .citizen = This cannot be done here now. You can do everything else; please ask our staff about this one.
    .staff = The data of one service are wrong; it is closed, all others work. Report it.
    .technician = Broken service file (catalogue_broken). Run kiosk diagnose: it names file, line, key and reason.
error-font_missing =
    .citizen = This machine cannot show some characters. Please use another one, or ask our staff.
    .staff = The machine lacks its fonts and is closed. Report it.
    .technician = Font file missing (font_missing). Is assets/fonts complete?
error-papers_unread =
    .citizen = This machine cannot read papers now. You can hand them in all the same; our staff will look at them.
    .staff = The machine cannot read papers: it takes them, but does not notice wrong or expired ones. Report it.
    .technician = Package for reading papers missing (papers_unread). pip install 'hall-kiosk[recognition]', then restart.

## People and papers of a visit

error-same_person =
    .citizen = This card has been read already. Please let the other person lay down an own card.
    .staff = The same card was read twice. The other person must lay down an own card.
    .technician = The same identity number was read twice (same_person). Nothing is broken.
error-badge_unknown =
    .citizen = This card is not known as a badge. Please use another card, or ask somebody else of the staff.
    .staff = This card is not enrolled. Use an enrolled one, or have it enrolled.
    .technician = The card is not in badges.json, or is of the other kind (badge_unknown). See kiosk helper list.
error-wrong_pin =
    .citizen = The PIN is wrong. Please let the staff type it again. After 5 wrong tries it rests for 15 minutes.
    .staff = The PIN is wrong. After 5 wrong tries it rests for 15 minutes.
    .technician = Wrong PIN of a badge (wrong_pin). The count stands in badges.json.
error-wrong_phone_code =
    .citizen = The six digits are wrong or too old. Please look at the phone again, or ask the staff to have a look.
    .staff = The code of the phone is wrong or too old. Let the citizen try again, or confirm by yourself.
    .technician = The phone code was not confirmed (wrong_phone_code). If it repeats, check the clock.
error-office_away =
    .citizen = The office cannot be reached now. Please try again soon, or take a window ticket and go on at the window.
    .staff = The office cannot be reached. A window ticket can be printed.
    .technician = A question was not answered (office_away). Check network and office.
error-helper_not_allowed =
    .citizen = Nobody else may type for you in this matter. Please ask at the window.
    .staff = This matter does not allow helpers. Please use the window.
    .technician = helper_allowed is false for this item (helper_not_allowed).
error-not_composed =
    .citizen = This paper cannot be made now. Please try again, or take a window ticket.
    .staff = A document was not made. Let the citizen try again; else print a window ticket and report it.
    .technician = A document was not composed or sealed (not_composed). See aside_failed in the log; check templates and fonts.
error-payment_away =
    .citizen = The payment order cannot be had now. Please try again soon, or take a window ticket and pay there.
    .staff = No payment order. A window ticket can be printed.
    .technician = The payment interface did not answer (payment_away). Check network and office.
error-draft_not_a_code =
    .citizen = This is another kind of code. Please show the one on the notice or the ticket.
    .staff = Not the code of a notice.
    .technician = Not a draft code (draft_not_a_code).
error-draft_damaged =
    .citizen = This code is not whole. Please smooth the paper and try again; you can also begin anew.
    .staff = The code is damaged. The citizen can begin anew.
    .technician = The draft code or its content does not check (draft_damaged).
error-draft_unknown =
    .citizen = This paper is not known. Please check that it is the right one; you can also begin anew.
    .staff = There is no such draft.
    .technician = The office has no such draft (draft_unknown). It may still lie on the other machine.
error-draft_expired =
    .citizen = This paper has expired. You can begin anew without it.
    .staff = The draft has expired; the citizen begins anew.
    .technician = The draft has expired (draft_expired).
error-draft_handed_in =
    .citizen = This case has been handed in already. You can see it under progress.
    .staff = This draft was handed in already.
    .technician = The draft was handed in (draft_handed_in).
error-draft_locked =
    .citizen = Other cards were tried too often, and this paper is locked. Please ask the staff.
    .staff = The draft is locked after too many other cards. Go on with it at the window.
    .technician = The draft is locked (draft_locked): more than 5 wrong holders.
error-draft_wrong_holder =
    .citizen = This paper belongs to somebody else. Please use the card that it was begun with.
    .staff = The card is not the one that began this case.
    .technician = The holder is not the one of the draft (draft_wrong_holder).
error-draft_service_gone =
    .citizen = This machine no longer offers this matter. Please go to the window and take this paper along.
    .staff = The matter is not in the catalogue any more; use the window.
    .technician = The item of the draft is not in the catalogue (draft_service_gone).
error-draft_office_away =
    .citizen = The office cannot be reached now, so this paper cannot be opened. Please try again soon.
    .staff = The office cannot be reached; the draft cannot be had.
    .technician = The draft cannot be fetched (draft_office_away). Check network and office.

## Readiness: why a service is closed, or different, right now

readiness-device_starting = { $device ->
    [card_reader] The card reader is getting ready. Please wait a moment.
    [camera] The camera is getting ready. Please wait a moment.
    [receipt_printer] The receipt printer is getting ready.
    [document_printer] The printer for proofs is getting ready.
   *[other] The machine is getting ready. Please wait a moment.
}
readiness-device_not_fitted = { $device ->
    [card_reader] This machine reads no cards. Please use another one.
    [camera] This machine takes no pictures of papers. Please use another one.
    [receipt_printer] This machine prints no receipts. The number is shown on the screen.
    [document_printer] This machine prints no proofs. You get the electronic one.
   *[other] This machine lacks a part. Please use another one.
}
readiness-device_needs_staff = { $device ->
    [card_reader] Our staff must look at the card reader.
    [camera] Our staff must look at the camera.
    [receipt_printer] No receipts just now. The number is shown on the screen.
    [document_printer] No printing of proofs just now. You get the electronic one first.
   *[other] Our staff must look at the machine.
}
readiness-device_down = { $device ->
    [card_reader] The card reader is broken. Please use another machine, or ask our staff.
    [camera] The camera is broken. Please use another machine, or ask our staff.
    [receipt_printer] No receipts just now. The number is shown on the screen.
    [document_printer] No printing of proofs just now. You get the electronic one first.
   *[other] A part of the machine is broken. Please use another one, or ask our staff.
}
readiness-office_away = The office cannot be reached just now. You can still do this: your papers are kept here and go there by themselves.
readiness-office_needed = The office cannot be reached just now, so this cannot be issued. Please come back a little later, or ask our staff.
readiness-disk_full = This machine cannot take any more papers now. Please use another one, or ask our staff.
